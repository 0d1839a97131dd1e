"""The one way to write: drafts, the file each belongs in, the lock, the trial, the safe replace.

    RecordingError
    ├── DraftError              what was asked for can't be written down (drafting, rendering)
    │   ├── UnwritableTextError, BadAccountError, BadNameError, NotPenceError, BadValueError
    │   ├── ReservedKeyError, UnfaithfulError
    │   └── EditError           an entry that can't be edited so (editing)
    ├── PlaceError              no file can be found for it (places)
    ├── LockedError, CannotLockError         somebody else is writing (locking)
    ├── RefusedError            a rule forbids it; it has the findings (writing)
    ├── ChangedMeanwhileError   an editor saved in between, twice (writing)
    ├── PlanChangedError        it would no longer be what was shown (writing)
    ├── NotReleasedError        it is saved, but the lock stays (locking)
    └── HeldFileError, CannotSaveError       the disk would not take it (replacing)

Whatever else is raised, every file is as it was.
"""

"""What happens: each event drafted of what was asked, judged by the rules, and recorded."""

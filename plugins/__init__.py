"""Rules as Beancount plugins, one a module, over the Book."""

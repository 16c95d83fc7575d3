ALTER TABLE `friends` ADD `alias` text;--> statement-breakpoint
ALTER TABLE `friends` ADD `alias_key` text;--> statement-breakpoint
ALTER TABLE `users` ADD `likeness` text;--> statement-breakpoint
ALTER TABLE `users` ADD `hide_reads` integer DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX `users_likeness` ON `users` (`likeness`);
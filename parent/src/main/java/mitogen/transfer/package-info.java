/**
 * Files and trees on their way from one place to others: a task there that walks and reads, tasks there that write, one stream
 * between them. Never knows how tasks and channels travel, or what a path of a context is.
 */
package mitogen.transfer;

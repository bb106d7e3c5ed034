/** One file per command, and what they share: targets, the session that runs them, output, exit status. */
package mitogen.cli;

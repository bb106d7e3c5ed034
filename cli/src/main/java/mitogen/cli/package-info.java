/** One file per command, and what they share: targets, the execution that runs them, output, exit status. */
package mitogen.cli;

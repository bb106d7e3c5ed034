/**
 * What is done at the targets of one command: connecting them, running commands there, and gathering what became of each. It
 * knows the options of several commands, and never a command itself or the words that were typed.
 */
package mitogen.cli.work;

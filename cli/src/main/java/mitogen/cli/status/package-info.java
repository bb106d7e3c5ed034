/**
 * How a command ends: the failures that are its own, what is said about a failure, and the exit status that it comes to. It
 * knows neither targets nor options, and prints nothing.
 */
package mitogen.cli.status;

/**
 * Files and trees to targets and from them: {@code put} and {@code get}, their options and their report. It leaves the copying
 * to the library, and knows nothing of the other commands.
 */
package mitogen.cli.copy;

/**
 * Where the command starts: which command is meant, how its words become options, and the process of a session. It knows
 * every room but that of the build, and never does a command's work itself.
 */
package mitogen.cli;

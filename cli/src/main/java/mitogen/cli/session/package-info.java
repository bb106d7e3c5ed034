/**
 * The connection between the small client of a command and the session that runs it: the folder of the sockets, frames, and
 * both ends. Knows nothing of what a command does, and no other package: the client is to be small.
 */
package mitogen.cli.session;

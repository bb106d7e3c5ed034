/**
 * Sockets of a context: a socket factory whose connections are opened there, forwards in both directions, and a SOCKS5
 * server. It knows only what any program knows: tasks and channels. A connection is one task where it is opened, and two
 * channels. The classes that a context needs to open connections do not know those of who asks for one.
 */
package mitogen.sockets;

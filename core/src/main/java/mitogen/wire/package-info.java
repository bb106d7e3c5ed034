/** Frames and values: how bytes are laid out on a link. Knows no router and runs no user code. */
package mitogen.wire;

/** Starting children, watching them, calling them, and handing classes on to them. */
package mitogen.parent;

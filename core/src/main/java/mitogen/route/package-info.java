/** Links, routes, handles. Never decodes a value and never runs user code. */
package mitogen.route;

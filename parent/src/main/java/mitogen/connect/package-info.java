/** How contexts are reached: one record for each connection method, and what can go wrong on the way. */
package mitogen.connect;

/** What a context prints and logs, on its way to the controller. */
package mitogen.io;

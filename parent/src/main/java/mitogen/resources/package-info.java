/**
 * Resources of the application in a context that has none of its files, and where its classes are from. It is the part of
 * the class loader that is fetched on demand, and knows nothing of who gives the resources.
 */
package mitogen.resources;

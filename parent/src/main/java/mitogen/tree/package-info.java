/**
 * The contexts below this one: which link leads to which context, what a child may send, and how much memory it may make
 * this context hold. It never decodes a value, and knows nothing of processes, classes or calls.
 */
package mitogen.tree;

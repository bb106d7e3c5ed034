/**
 * The classes and resources that contexts below this one need: what a task refers to, how class files are packed for the
 * way, what each context was sent. It never defines a class, and knows nothing of how a child is started.
 */
package mitogen.classes;

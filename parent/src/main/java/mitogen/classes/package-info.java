/**
 * The classes, resources and runtimes that contexts below this one need: what a task refers to, how it is packed for the
 * way, what each context was sent. It never defines a class, and knows nothing of how a child is started.
 */
package mitogen.classes;

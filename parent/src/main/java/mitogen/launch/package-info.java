/**
 * Children of this context, from launch to end: their processes, what those print and ask, and why they failed. It never
 * makes calls, and knows nothing of what a child is used for.
 */
package mitogen.launch;

/**
 * How contexts are reached: one type for each tool, whose methods return others with one option changed. Knows
 * nothing of how contexts are launched.
 */
package mitogen.connect;

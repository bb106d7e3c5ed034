/**
 * How contexts are reached: one type for each kind of place, whose methods return others with one option changed. Knows
 * nothing of how contexts are launched.
 */
package mitogen.connect;

/**
 * {@code mitogen top}: how busy the targets are, in a table that is drawn again and again. It knows what Linux tells in {@code
 * /proc}. How the targets are reached, and what runs the script there, it must not know.
 */
package mitogen.cli.top;

/**
 * The options that several commands have, each group in a class that picocli and the table of the build fill. It checks them
 * and makes of them what the work needs; it never connects a target, and knows no command.
 */
package mitogen.cli.options;

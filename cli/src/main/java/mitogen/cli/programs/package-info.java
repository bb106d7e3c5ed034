/**
 * Java that is written here and runs at targets: programs that are compiled here, and snippets of jshell. It knows the work at
 * targets, and nothing of the other commands.
 */
package mitogen.cli.programs;

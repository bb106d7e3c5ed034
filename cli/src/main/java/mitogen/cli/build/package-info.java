/**
 * What the build makes of the annotations of the commands: tables of options, completion scripts, manual pages. It knows the
 * model of all commands and writes files; nothing that runs as the command ever knows it.
 */
package mitogen.cli.build;

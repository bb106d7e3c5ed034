/**
 * The commands that run something at targets, look at them, or name them, each in a file of its own. It knows the rooms that
 * do the work, and never another command's room or how a command line is read.
 */
package mitogen.cli.commands;

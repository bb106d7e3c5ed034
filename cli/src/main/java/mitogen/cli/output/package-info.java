/**
 * What a command shows and keeps of its targets: what they print, what became of each, and the summary. It knows no option,
 * and never starts or connects anything.
 */
package mitogen.cli.output;

/**
 * The words of a command line as such: as bytes, quoted for a shell, as a duration, as the name of a session. It knows no
 * option and no command, and asks nobody outside of this process.
 */
package mitogen.cli.words;

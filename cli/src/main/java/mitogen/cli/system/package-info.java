/**
 * What a command finds around it: standard streams, the terminal, the environment, and the session that it runs in. It
 * knows neither targets nor options, and never what is done with the streams.
 */
package mitogen.cli.system;

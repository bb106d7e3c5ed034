package mitogen.connect;

import static mitogen.connect.Options.plus;
import static mitogen.connect.Options.with;

import java.time.Duration;
import java.util.List;
import mitogen.connect.ProcessMethod.PasswordMethod;
import mitogen.methods.CommandMethod;

/**
 * Another machine, through the user's own {@code ssh}: its configuration, agent, jump hosts and hardware keys just work. It
 * never asks: an unknown host key, or a key that needs a passphrase and is in no agent, fails at once. A password is given
 * only to the host itself, never to a jump host, after the keys were tried.
 */
public sealed interface Ssh extends PasswordMethod<Ssh> permits SshForm {
    /** What to do about host keys. */
    enum HostKeys {
        /** Only known keys are accepted. */
        STRICT,
        /** The key of a host that is not known yet is accepted and remembered; a changed key is not accepted. */
        ACCEPT_NEW,
        /** All keys are accepted, and none is remembered: nobody notices a man in the middle. */
        OFF
    }

    /** {@return the name, address or {@code Host} alias} */
    String host();

    /** {@return the account, or null for what ssh decides} */
    String user();

    /** {@return the port, or 0 for what ssh decides} */
    int port();

    /** {@return the path of the private key, or null for what ssh decides} */
    String identity();

    /** {@return the path of the configuration file, or null for the user's} */
    String config();

    /**
     * {@return the method for a host; everything else is as in the user's configuration}
     *
     * @param host its name, address or alias
     */
    static Ssh ssh(String host) {
        return new SshForm(
                host, null, 0, null, null, List.of(), null, null, CommandMethod.DEFAULT_TIMEOUT, Duration.ZERO);
    }

    /**
     * {@return this method with an account; null for what ssh decides}
     *
     * @param name the name of the account
     */
    default Ssh withUser(String name) {
        return with(this, "user", name);
    }

    /**
     * {@return this method with a port, 1 to 65535; 0 for what ssh decides}
     *
     * @param number the port
     */
    default Ssh withPort(int number) {
        return with(this, "port", number);
    }

    /**
     * {@return this method with a private key, by its path on the machine where ssh runs}
     *
     * @param path the file of the key
     */
    default Ssh withIdentity(String path) {
        return with(this, "identity", path);
    }

    /**
     * {@return this method with a configuration file instead of the user's, by its path on the machine where ssh runs}
     *
     * @param path the file
     */
    default Ssh withConfig(String path) {
        return with(this, "config", path);
    }

    /**
     * {@return this method with one more option, {@code Name=value} as for {@code ssh -o}, which wins over the
     * configuration}
     *
     * @param option the option, not empty
     */
    default Ssh withOption(String option) {
        return plus(this, "options", option);
    }

    /**
     * {@return this method through other hosts, as for {@code ssh -J}: {@code bastion} or {@code ada@one,two:2222}}
     *
     * @param hosts the hosts, the nearest first, with commas between them
     */
    default Ssh withJump(String hosts) {
        return withOption("ProxyJump=" + hosts);
    }

    /** {@return this method with compression, which helps only on slow networks} */
    default Ssh withCompression() {
        return withOption("Compression=yes");
    }

    /**
     * {@return this method with keepalive messages of ssh} After three messages without an answer, ssh gives up.
     *
     * @param interval the time between two messages, in whole seconds
     */
    default Ssh withKeepAlive(Duration interval) {
        return withOption("ServerAliveInterval=" + Math.max(1, interval.toSeconds()))
                .withOption("ServerAliveCountMax=3");
    }

    /**
     * {@return this method with a rule for host keys instead of that of the configuration}
     *
     * @param rule the rule
     */
    default Ssh withHostKeys(HostKeys rule) {
        return switch (rule) {
            case STRICT -> withOption("StrictHostKeyChecking=yes");
            case ACCEPT_NEW -> withOption("StrictHostKeyChecking=accept-new");
            case OFF ->
                withOption("StrictHostKeyChecking=no")
                        .withOption("UserKnownHostsFile=/dev/null")
                        .withOption("GlobalKnownHostsFile=/dev/null");
        };
    }
}

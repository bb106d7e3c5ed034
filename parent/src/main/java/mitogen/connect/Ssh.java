package mitogen.connect;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import mitogen.ConnectException;
import mitogen.Secret;

/**
 * Another machine, through the user's own {@code ssh}: its configuration, agent, jump hosts and hardware keys just work.
 * It never asks: an unknown host key, or a key that needs a passphrase and is in no agent, fails at once. A password is
 * given to the host itself alone, never to a jump host, after the keys were tried.
 *
 * @param host name, address or {@code Host} alias of the configuration
 * @param user the account, or null for what ssh decides
 * @param port 1 to 65535, or 0 for what ssh decides
 * @param identity path of a private key ({@code -i}), or null
 * @param config path of a configuration file ({@code -F}), or null
 * @param options further options ({@code -o}), each {@code Name=value}
 * @param password for the host, or null
 * @param java the Java to run there, or null to look for one
 * @param timeout how long the connect may take
 */
public record Ssh(
        String host,
        String user,
        int port,
        String identity,
        String config,
        List<String> options,
        Secret password,
        String java,
        Duration timeout)
        implements PasswordMethod {
    /** What to do about host keys. */
    public enum HostKeys {
        /** Only known ones are accepted. */
        STRICT,
        /** One of a host that is not known yet is accepted and remembered; a changed one is not. */
        ACCEPT_NEW,
        /** All are accepted, none are remembered: whoever is in the middle is not noticed. */
        OFF
    }

    /** Checks what ssh would take for something else. */
    public Ssh {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(timeout, "timeout");
        Names.check("host name", host);
        Names.check("user name", user);
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("port " + port + " is not between 1 and 65535");
        }
        options = List.copyOf(options);
    }

    /** A host, everything else as the user's configuration has it. */
    public static Ssh ssh(String host) {
        return new Ssh(host, null, 0, null, null, List.of(), null, null, DEFAULT_TIMEOUT);
    }

    /** With an account. */
    public Ssh withUser(String name) {
        return new Ssh(host, name, port, identity, config, options, password, java, timeout);
    }

    /** With a port. */
    public Ssh withPort(int number) {
        return new Ssh(host, user, number, identity, config, options, password, java, timeout);
    }

    /** With a private key, by its path on the machine where ssh runs. */
    public Ssh withIdentity(String path) {
        return new Ssh(host, user, port, path, config, options, password, java, timeout);
    }

    /** With a configuration file instead of the user's, by its path on the machine where ssh runs. */
    public Ssh withConfig(String path) {
        return new Ssh(host, user, port, identity, path, options, password, java, timeout);
    }

    /** With one more option, {@code Name=value} as for {@code ssh -o}. It wins over those of the configuration. */
    public Ssh withOption(String option) {
        List<String> more = new ArrayList<>(options);
        more.add(option);
        return new Ssh(host, user, port, identity, config, more, password, java, timeout);
    }

    /** By way of other hosts, as for {@code ssh -J}: {@code bastion} or {@code ada@one,two:2222}. */
    public Ssh withJump(String hosts) {
        return withOption("ProxyJump=" + hosts);
    }

    /** With compression, which helps on slow networks alone. */
    public Ssh withCompression() {
        return withOption("Compression=yes");
    }

    /** With a sign of life as often as this; without any answer to three of them ssh gives up. Whole seconds. */
    public Ssh withKeepAlive(Duration interval) {
        return withOption("ServerAliveInterval=" + Math.max(1, interval.toSeconds()))
                .withOption("ServerAliveCountMax=3");
    }

    /** With a rule for host keys instead of that of the configuration. */
    public Ssh withHostKeys(HostKeys rule) {
        return switch (rule) {
            case STRICT -> withOption("StrictHostKeyChecking=yes");
            case ACCEPT_NEW -> withOption("StrictHostKeyChecking=accept-new");
            case OFF ->
                withOption("StrictHostKeyChecking=no")
                        .withOption("UserKnownHostsFile=/dev/null")
                        .withOption("GlobalKnownHostsFile=/dev/null");
        };
    }

    @Override
    public Ssh withPassword(Secret secret) {
        return new Ssh(host, user, port, identity, config, options, secret, java, timeout);
    }

    @Override
    public Ssh withJava(String path) {
        return new Ssh(host, user, port, identity, config, options, password, path, timeout);
    }

    @Override
    public Ssh withTimeout(Duration limit) {
        return new Ssh(host, user, port, identity, config, options, password, java, limit);
    }

    @Override
    public String label() {
        String address = host.contains(":") ? "[" + host + "]" : host;
        return "ssh:" + (user == null ? "" : user + "@") + address + (port == 0 ? "" : ":" + port);
    }

    @Override
    public String askpass() {
        return "SSH_ASKPASS";
    }

    @Override
    public boolean urges(String printed) {
        return printed.contains("Confirm user presence for key"); // a hardware key is to be touched
    }

    @Override
    public List<String> command(String script) {
        List<String> command = new ArrayList<>(List.of("ssh", "-T"));
        command.addAll(
                password == null
                        ? List.of("-o", "BatchMode=yes")
                        : List.of("-o", "BatchMode=no", "-o", "NumberOfPasswordPrompts=1"));
        if (config != null) {
            command.addAll(List.of("-F", config));
        }
        for (String option : options) {
            command.addAll(List.of("-o", option));
        }
        if (identity != null) {
            command.addAll(List.of("-o", "IdentitiesOnly=yes", "-i", identity));
        }
        if (port != 0) {
            command.addAll(List.of("-p", String.valueOf(port)));
        }
        if (user != null) {
            command.addAll(List.of("-l", user));
        }
        command.addAll(List.of("-o", "ConnectTimeout=" + Math.max(1, timeout.toSeconds()), "--", host));
        command.add(Shell.line(script));
        return command;
    }

    @Override
    public ConnectException diagnose(ConnectFailure failure) {
        if (failure.stage() != ConnectFailure.Stage.CONNECTING || failure.exitStatus() != 255) {
            return null; // 255 is ssh's own; from then on it is the far side that speaks
        }
        String target = host + (port == 0 ? "" : " port " + port);
        if (failure.said("REMOTE HOST IDENTIFICATION HAS CHANGED")) {
            return new HostKeyChangedException(failure.message(
                    "the host key of " + target + " is not the one that is known",
                    "If the machine was reinstalled, remove the old key: ssh-keygen -R " + host
                            + ". If not, somebody may be in the middle."));
        }
        if (failure.said("Host key verification failed")) {
            return new HostKeyException(failure.message(
                    "the host key of " + target + " is unknown",
                    "Connect once with ssh and compare the fingerprint, or add the key to known_hosts."));
        }
        if (failure.said("Permission denied (") || failure.said("Too many authentication failures")) {
            return refused(failure, target);
        }
        if (failure.said("Could not resolve hostname")) {
            return new UnknownHostException(failure.message(
                    "the host name " + host + " is unknown",
                    "Check its spelling, and the Host entries of ssh_config."));
        }
        if (failure.said("Connection timed out") || failure.said("Operation timed out")) {
            return new ConnectTimeoutException(failure.message(
                    target + " did not answer", "Check that the machine is up and that no firewall is in the way."));
        }
        if (failure.said("Connection refused")) {
            return new ConnectionRefusedException(
                    failure.message(target + " refused the connection", "Check that sshd runs there, and the port."));
        }
        if (failure.said("No route to host") || failure.said("Network is unreachable")) {
            return new UnreachableException(
                    failure.message(target + " cannot be reached", "Check the way to it: routes, VPN, jump host."));
        }
        return null;
    }

    private ConnectException refused(ConnectFailure failure, String target) {
        if (failure.answered()) {
            return failure.passwordWrong(target);
        }
        if (identity != null && encrypted(Path.of(identity))) {
            return new AuthenticationException(failure.message(
                    target + " did not accept our key, as " + identity
                            + " has a passphrase and ssh must not ask for it",
                    "Load it into the agent first: ssh-add " + identity));
        }
        if (password != null) {
            return new AuthenticationException(failure.message(
                    target + " did not let us in, and ssh did not ask for the password",
                    "Check that it takes passwords. A jump host gets none: it must take a key, or be a hop of its own,"
                            + " as in ssh:bastion/ssh:" + host + "."));
        }
        // What is between the parentheses is what the server takes.
        boolean takesPasswords = failure.lines().stream()
                .anyMatch(line -> line.contains("Permission denied (")
                        && (line.contains("password") || line.contains("keyboard-interactive")));
        if (takesPasswords) {
            return new PasswordNeededException(failure.message(
                    target + " did not accept our key; it takes passwords, and none was given",
                    "Load the key (ssh-add) or name it (--identity), or give a password: withPassword(…), or"
                            + " --ask-password, --password-file or --password-command."));
        }
        return new AuthenticationException(failure.message(
                target + " did not accept our key",
                "Check the user name, and that the key is loaded (ssh-add -l; ssh-add if it has a passphrase) or named"
                        + " (--identity)."));
    }

    /** Whether a private key has a passphrase, as far as its file tells. */
    private static boolean encrypted(Path key) {
        try {
            String text = Files.readString(key, StandardCharsets.ISO_8859_1);
            String body = text.replaceAll("-----.*-----|\\s", "");
            return text.contains("ENCRYPTED")
                    || text.contains("BEGIN OPENSSH PRIVATE KEY")
                            && new String(Base64.getDecoder().decode(body), StandardCharsets.ISO_8859_1)
                                    .contains("bcrypt"); // the function that makes a key of the passphrase
        } catch (IOException | IllegalArgumentException e) {
            return false; // ssh has said what it thinks of it
        }
    }
}

package mitogen.connect;

import static mitogen.connect.Options.with;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import mitogen.ConnectFailedException;
import mitogen.Secret;
import mitogen.methods.AskingMethod;
import mitogen.methods.ConnectFailure;

/**
 * The private form of {@link Ssh}.
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
 * @param patience how long the connect is tried again
 */
record SshForm(
        String host,
        String user,
        int port,
        String identity,
        String config,
        List<String> options,
        Secret password,
        String java,
        Duration timeout,
        Duration patience)
        implements Ssh, AskingMethod {
    private static final String LET_IN = "Authenticated to ";

    /** What is switched off that not every ssh knows: the first since OpenSSH 7.6, the others since 8.7. */
    private static final List<String> NEWER =
            List.of("-oRemoteCommand=none", "-oSessionType=default", "-oStdinNull=no", "-oForkAfterAuthentication=no");

    /** Checks what ssh would take for something else. */
    SshForm {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(timeout, "timeout");
        Objects.requireNonNull(patience, "patience");
        Names.check("host name", host);
        Names.check("user name", user);
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("port " + port + " is not between 1 and 65535");
        }
        options = List.copyOf(options);
    }

    @Override
    public AskingMethod withoutPassword() {
        return with(this, "password", null);
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
    public boolean leadsAway() {
        return true;
    }

    /** Nothing that belongs into an error or into the output: what ssh says with {@code LogLevel=VERBOSE}. */
    @Override
    public List<String> progressPrefixes() {
        return has("LogLevel") ? List.of() : List.of(LET_IN, "Transferred: sent ", "Bytes per second: sent ");
    }

    @Override
    public Step step(String line) {
        return line.startsWith(LET_IN) ? Step.LET_IN : null;
    }

    /** Whether an option is one of those that were given to this method. */
    private boolean has(String option) {
        String name = option.toLowerCase(Locale.ROOT);
        return options.stream()
                .map(each -> each.strip().toLowerCase(Locale.ROOT))
                .anyMatch(each -> each.startsWith(name)
                        && (each.length() == name.length() || "= \t".indexOf(each.charAt(name.length())) >= 0));
    }

    /** As far as this method names it; those of the configuration are known to ssh alone. */
    @Override
    public String jumpHost() {
        return options.stream()
                .map(SshTrouble.JUMP::matcher)
                .filter(Matcher::matches)
                .findFirst()
                .map(jump -> jump.group(1))
                .filter(host -> !host.equalsIgnoreCase("none"))
                .orElse(null);
    }

    @Override
    public boolean dropped(ConnectFailure failure) {
        return new SshTrouble(this, failure).dropped();
    }

    /** A host that starts or stops lets nobody in: pam_nologin(8), with the words of systemd. */
    @Override
    public boolean mayPass(ConnectFailure failure) {
        return failure.said("System is booting up")
                || failure.said("System is going down")
                || AskingMethod.super.mayPass(failure);
    }

    @Override
    public List<String> dispensable() {
        return NEWER;
    }

    /**
     * What takes our connection away, or does things beside it, is switched off, as scp and sftp do it. Of several options
     * of one name ssh takes the first: whoever wants one of these gives it to the method.
     */
    private List<String> switchedOff() {
        List<String> off = new ArrayList<>(List.of("-oForwardX11=no", "-oPermitLocalCommand=no", "-oTunnel=no"));
        if (!has("LocalForward") && !has("RemoteForward") && !has("DynamicForward")) {
            off.add("-oClearAllForwardings=yes");
        }
        if (!has("LogLevel")) {
            off.add("-oLogLevel=VERBOSE"); // with QUIET it would not say why it fails; this tells when it was let in
        }
        off.addAll(NEWER);
        return off;
    }

    /** Some less than ours, so that ssh can say what it waited for; it counts whole seconds. */
    private long connectTimeout() {
        long limit = timeout.toSeconds();
        return Math.max(1, limit - Math.max(1, limit / 10));
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
        command.addAll(switchedOff());
        command.addAll(List.of("-oConnectTimeout=" + connectTimeout(), "--", host));
        command.add(Shell.line(script));
        return command;
    }

    @Override
    public ConnectFailedException diagnose(ConnectFailure failure) {
        return new SshTrouble(this, failure).exception();
    }
}

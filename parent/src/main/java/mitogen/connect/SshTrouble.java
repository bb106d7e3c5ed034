package mitogen.connect;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mitogen.ConnectFailedException;
import mitogen.ConnectFailedException.Reason;
import mitogen.ConnectFailedException.Stage;
import mitogen.methods.ConnectFailure;

/**
 * Tells from what ssh printed why a host did not let us in, and which one: the host itself, or a jump host on the way
 * there. The {@code ssh} of a jump host prints to the same place, before ours, which then sees only that the way has
 * closed.
 */
final class SshTrouble {
    /** An option that names jump hosts; the first of them. */
    static final Pattern JUMP = Pattern.compile("(?i)\\s*ProxyJump\\s*[=\\s]\\s*([^,]+).*");

    private static final String IDENTIFICATION = ".*(kex|ssh)_exchange_identification: .*";

    /** What ours says of an address that it does not know, because another program goes there. */
    private static final String PROXIED = "UNKNOWN port 65535";

    private static final Pattern CLOSED = Pattern.compile("Connection (?:closed|reset) by (\\S+) port (\\d+)");

    private static final Pattern CONNECT = Pattern.compile("ssh: connect to host (\\S+) port (\\d+): (.*)");

    private static final Pattern OFFER = Pattern.compile(
            "Unable to negotiate with (\\S+) port .*: no matching (.*) found(?:\\. Their offer: ([^,\\s]+).*)?.*");

    private static final Pattern DENIED = Pattern.compile("(?:\\S+@(.*): )?Permission denied \\((.*)\\)\\.?");

    private final SshForm ssh;
    private final ConnectFailure failure;
    private final String target;
    private final boolean onTheWay; // it is a jump host, or another proxy, that failed

    SshTrouble(SshForm ssh, ConnectFailure failure) {
        this.ssh = ssh;
        this.failure = failure;
        target = ssh.host() + (ssh.port() == 0 ? "" : " port " + ssh.port());
        boolean named = ssh.jumpHost() != null;
        onTheWay = any(IDENTIFICATION) && (failure.said(PROXIED) || named && find(CLOSED) == null);
    }

    /** Whether a host hung up before it said what it is, as a busy sshd does. */
    boolean dropped() {
        Matcher closed = find(CLOSED);
        return unspoken()
                && any(IDENTIFICATION)
                && closed != null
                && !closed.group().contains(PROXIED)
                && own() == null;
    }

    private boolean unspoken() {
        return failure.stage() == Stage.CONNECTING && failure.exitStatus() == 255 && !failure.letIn();
    }

    /** What went wrong; null where ssh does not tell. */
    ConnectFailedException exception() {
        if (failure.stage() != Stage.CONNECTING) {
            return null;
        }
        if (failure.letIn() || failure.exitStatus() != 255) { // 255 is ssh's own
            return new LetIn(failure, target).exception();
        }
        ConnectFailedException own = own();
        return own != null ? own : closed();
    }

    private ConnectFailedException own() {
        ConnectFailedException known = asked();
        known = known != null ? known : hostKey();
        known = known != null ? known : refused();
        known = known != null ? known : network();
        return known != null ? known : settings();
    }

    /** The ssh of a jump host asked something. */
    private ConnectFailedException asked() {
        Matcher asked = find(Pattern.compile("mitogen lets nobody answer: (.*)"));
        if (asked == null) {
            return null;
        }
        Matcher unknown = find(Pattern.compile(".*authenticity of host '(\\S+).*"));
        if (unknown != null) {
            return unknownKey("the jump host " + unknown.group(1));
        }
        Matcher whose = Pattern.compile(".*?(?:\\S+@|\\()([^\\s()]+?)\\)? ?(?:'s )?[Pp]assword.*")
                .matcher(asked.group(1));
        String host = whose.matches() ? whose.group(1) : "";
        return failure.because(
                Reason.NOT_LET_IN,
                ("the jump host " + host).strip() + " asked for a password, or the like",
                "A jump host gets none: it must take a key, or be a hop of its own, as in ssh:bastion/ssh:" + ssh.host()
                        + ".");
    }

    private ConnectFailedException hostKey() {
        if (failure.said("REMOTE HOST IDENTIFICATION HAS CHANGED")) {
            String whose = subject(find(Pattern.compile("Host key for (\\S+) has changed.*")));
            Matcher remedy = find(Pattern.compile("\\s*(ssh-keygen .*-R .*)"));
            return failure.because(
                    Reason.HOST_KEY_CHANGED,
                    "the host key of " + whose + " is not the one that is known",
                    "If the machine was reinstalled, remove the old key: "
                            + (remedy == null ? "ssh-keygen -R " + ssh.host() : remedy.group(1))
                            + "\n  If not, somebody may be in the middle.");
        }
        return failure.said("Host key verification failed")
                ? unknownKey(
                        subject(find(Pattern.compile(".*(?:host key is known for|authenticity of host) '?(\\S+).*"))))
                : null;
    }

    private ConnectFailedException unknownKey(String whose) {
        return failure.because(
                Reason.HOST_KEY_UNKNOWN,
                "the host key of " + whose + " is unknown",
                "Connect once with ssh and compare the fingerprint, or add the key to known_hosts.");
    }

    /** Who it is about: the target, or a jump host, whose name is the first group. */
    private String subject(Matcher named) {
        return onTheWay
                ? "the jump host" + (named == null || named.group(1) == null ? "" : " " + named.group(1))
                : target;
    }

    private ConnectFailedException refused() {
        Matcher denied = find(DENIED);
        if (denied == null && !failure.said("Too many authentication failures")) {
            return null;
        }
        if (onTheWay) {
            return failure.because(
                    Reason.NOT_LET_IN,
                    subject(denied) + " did not accept our key",
                    "A jump host takes a key: load it (ssh-add) or name it in ssh_config (IdentityFile). Or make it a hop"
                            + " of its own, as in ssh:bastion/ssh:" + ssh.host() + ".");
        }
        if (failure.answered()) {
            return failure.passwordWrong(target);
        }
        String identity = ssh.identity();
        if (identity != null && encrypted(Path.of(identity))) {
            return failure.because(
                    Reason.NOT_LET_IN,
                    target + " did not accept our key, as " + identity
                            + " has a passphrase and ssh must not ask for it",
                    "Load it into the agent first: ssh-add " + identity);
        }
        if (ssh.password() != null) {
            return failure.because(
                    Reason.NOT_LET_IN,
                    target + " did not let us in, and ssh did not ask for the password",
                    "Check that it takes passwords.");
        }
        // What is between the parentheses is what the server takes.
        String takes = denied == null ? "" : denied.group(2);
        if (takes.contains("password") || takes.contains("keyboard-interactive")) {
            return failure.because(
                    Reason.PASSWORD_NEEDED,
                    target + " did not accept our key; it takes passwords, and none was given",
                    "Load the key (ssh-add) or name it (--identity), or give a password:"
                            + " --ask-password, --password-file or --password-command.");
        }
        return failure.because(
                Reason.NOT_LET_IN,
                target + " did not accept our key",
                "Check the user name, and that the key is loaded (ssh-add -l; ssh-add if it has a passphrase) or named"
                        + " (--identity).");
    }

    /** Whose a name is that is not the target's. */
    private String meant(String name) {
        String target = name.equals(ssh.host()) ? "" : ", which ssh_config has for " + ssh.host() + ",";
        return onTheWay ? " of the jump host" : target;
    }

    private ConnectFailedException network() {
        Matcher unknown = find(Pattern.compile(".*Could not resolve hostname (.*?): .*"));
        if (unknown != null) {
            String name = unknown.group(1);
            return failure.because(
                    Reason.UNKNOWN_HOST,
                    "the host name " + name + meant(name) + " is unknown",
                    "Check its spelling, and the Host entries of ssh_config.");
        }
        Matcher open = find(Pattern.compile("channel \\d+: open failed: (.*)"));
        if (open != null && onTheWay) {
            return beyond(open.group(1));
        }
        Matcher connect = find(CONNECT);
        String who = connect != null && onTheWay
                ? "the jump host " + connect.group(1) + " port " + connect.group(2)
                : target;
        if (failure.said("during banner exchange")) {
            return failure.because(
                    Reason.TIMEOUT,
                    target + " did not say anything",
                    failure.said(PROXIED)
                            ? "Something on the way there is silent: a jump host, a firewall, or the machine itself."
                            : "The connection was taken, but no sshd spoke. Check what listens at that port, and whether"
                                    + " the machine is overloaded.");
        }
        return reason(who, "", connect == null ? String.join("\n", failure.lines()) : connect.group(3));
    }

    /** What a jump host says of the machine behind it. */
    private ConnectFailedException beyond(String reason) {
        if (reason.contains("prohibited")) {
            return failure.because(
                    Reason.NOT_LET_IN,
                    "the jump host does not connect us to " + target + ", as it forwards no connections there",
                    "Its sshd must allow that (AllowTcpForwarding, PermitOpen). Or make it a hop of its own, as in"
                            + " ssh:bastion/ssh:" + ssh.host() + ".");
        }
        if (reason.contains("not known") || reason.contains("name resolution") || reason.contains("nodename")) {
            return failure.because(
                    Reason.UNKNOWN_HOST,
                    "the host name " + ssh.host() + " is unknown to the jump host",
                    "Check its spelling; it is looked up there.");
        }
        return reason(target, ", says the jump host", reason);
    }

    private ConnectFailedException reason(String who, String says, String reason) {
        if (reason.contains("Connection timed out") || reason.contains("Operation timed out")) {
            return failure.because(
                    Reason.TIMEOUT,
                    who + " did not answer" + says,
                    "Check that the machine is up and that no firewall is in the way.");
        }
        if (reason.contains("Connection refused")) {
            return failure.because(
                    Reason.CONNECTION_REFUSED,
                    who + " refused the connection" + says,
                    "Check that sshd runs there, and the port.");
        }
        if (reason.contains("No route to host") || reason.contains("Network is unreachable")) {
            return failure.because(
                    Reason.UNREACHABLE,
                    who + " cannot be reached" + says,
                    "Check the way to it: routes, VPN, jump host.");
        }
        return null;
    }

    /** The option that adds the first that the host offers. */
    private static String allowed(Matcher offer) {
        String option = switch (offer.group(2)) {
            case "cipher" -> "Ciphers";
            case "MAC" -> "MACs";
            case "key exchange method" -> "KexAlgorithms";
            case "host key type" -> "HostKeyAlgorithms";
            default -> null;
        };
        return option == null || offer.group(3) == null ? "" : ", such as o=" + option + "=+" + offer.group(3);
    }

    private ConnectFailedException settings() {
        Matcher offer = find(OFFER);
        if (offer != null) {
            return failure.because(
                    Reason.BOOTSTRAP_FAILED,
                    subject(offer) + " and this ssh have no " + offer.group(2) + " in common",
                    "Allow one of its offer" + allowed(offer) + ", or update the machine.");
        }
        if (failure.said("Bad configuration option: ")
                || failure.said("Can't open user config file")
                || failure.said("Bad owner or permissions on ")
                || failure.said("terminating, ")) {
            return failure.because(
                    Reason.BOOTSTRAP_FAILED,
                    "ssh does not accept its configuration, or an option",
                    "The line below names the file or the option; correct it.");
        }
        return null;
    }

    /** It was hung up, and ssh does not know why; but the host may have said so. */
    private ConnectFailedException closed() {
        Matcher closed = find(CLOSED);
        if (failure.lines().isEmpty()) {
            return failure.because(
                    Reason.BOOTSTRAP_FAILED,
                    "ssh failed and did not say why",
                    "It is told not to: LogLevel is QUIET or FATAL. Let it speak: o=LogLevel=INFO");
        }
        if (closed == null) {
            return null;
        }
        boolean jumps = !closed.group().contains(PROXIED) && failure.said(PROXIED);
        String who = jumps ? "the jump host " + closed.group(1) + " port " + closed.group(2) : target;
        if (dropped()) {
            return failure.because(
                    Reason.UNREACHABLE,
                    who + " closed the connection before it said anything, each time",
                    "Its sshd is busy (MaxStartups), or lets this machine not in at all (hosts.deny, fail2ban, a firewall).");
        }
        if (closed.group().contains(PROXIED) && any(IDENTIFICATION)) {
            return failure.because(
                    Reason.UNREACHABLE,
                    "the way to " + target + " was closed before it said anything",
                    "The ProxyCommand or jump host ended, or closed the connection; what it printed may tell why.");
        }
        return failure.because(
                Reason.NOT_LET_IN,
                who + " closed the connection instead of letting us in",
                "The account may be expired or locked, or nobody may log in (/etc/nologin); what it printed, and the log of"
                        + " its sshd, tell more.");
    }

    private Matcher find(Pattern pattern) {
        return failure.lines().stream()
                .map(pattern::matcher)
                .filter(Matcher::matches)
                .findFirst()
                .orElse(null);
    }

    private boolean any(String pattern) {
        return failure.lines().stream().anyMatch(line -> line.matches(pattern));
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

    /** What a host means that has let us in, and then ended without running anything. */
    private record LetIn(ConnectFailure failure, String target) {
        ConnectFailedException exception() {
            if (failure.said("assword change required") || failure.said("password has expired")) {
                return not("the password of the account has expired", "Log in once by hand, and change it.");
            }
            if (failure.said("too many logins")) {
                return not(
                        "the account has as many logins as it may",
                        "End some, or raise maxlogins in /etc/security/limits.conf there.");
            }
            if (failure.said("sftp connections only")) {
                return not(
                        "the account is for sftp only",
                        "Take one that may run commands: no ForceCommand internal-sftp in its sshd_config.");
            }
            if (failure.said("account is currently not available") || failure.said("This account is not available")) {
                return not("the account may not log in", "Its shell is nologin; give it one, or take another account.");
            }
            if (failure.exitStatus() == 1 && failure.lines().isEmpty()) {
                return not(
                        "it ended at once, with exit status 1 and without a word",
                        "So does an account whose shell is /bin/false; or a start file there ends it (exit 1).");
            }
            return null;
        }

        private ConnectFailedException not(String problem, String remedy) {
            return failure.because(Reason.NOT_LET_IN, target + " let us in, but " + problem, remedy);
        }
    }
}

package mitogen.connect;

import static mitogen.connect.Syntax.command;
import static mitogen.connect.Syntax.other;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mitogen.ConnectionMethod;

/** The connection methods that a {@link ContextSpec} knows. */
final class MethodTable {
    private static final List<Syntax<?, ?>> OWN = List.of(
            command(new Syntax<Local, LocalForm>(
                    "local", LocalForm.class, text -> none("local", text, Local.local()), method -> null)),
            command(new Syntax<Ssh, SshForm>("ssh", SshForm.class, SshAddress::read, SshAddress::print))
                    .text("identity", Ssh::withIdentity, SshForm::identity)
                    .text("config", Ssh::withConfig, SshForm::config)
                    .text("jump", Ssh::withJump, method -> null) // printed as the options that they stand for
                    .flag("compress", Ssh::withCompression, method -> false)
                    .duration("alive", Ssh::withKeepAlive, method -> null)
                    .text("hostkeys", (method, rule) -> method.withHostKeys(hostKeys(rule)), method -> null)
                    .texts("o", Ssh::withOption, SshForm::options),
            command(Syntax.<Sudo, SudoForm>of(
                            "sudo", SudoForm.class, user -> Sudo.sudo().withUser(orNull(user)), SudoForm::user))
                    .flag("login", Sudo::withLogin, SudoForm::login)
                    .flag("preserve", Sudo::withEnvironmentPreserved, SudoForm::preserve)
                    .variables("env", Sudo::withEnvironment, SudoForm::environment)
                    .text("role", Sudo::withRole, SudoForm::role)
                    .text("type", Sudo::withType, SudoForm::type)
                    .flag("tty", Sudo::withTerminal, SudoForm::terminal)
                    .text("binary", Sudo::withBinary, method -> other("sudo", method.binary())),
            command(Syntax.<Su, SuForm>of(
                            "su", SuForm.class, user -> Su.su(user.isEmpty() ? "root" : user), SuForm::user))
                    .flag("login", Su::withLogin, SuForm::login)
                    .flag("preserve", Su::withEnvironmentPreserved, SuForm::preserve)
                    .variables("env", Su::withEnvironment, SuForm::environment)
                    .text("binary", Su::withBinary, method -> other("su", method.binary())),
            command(Syntax.<Doas, DoasForm>of(
                            "doas", DoasForm.class, user -> Doas.doas().withUser(orNull(user)), DoasForm::user))
                    .variables("env", Doas::withEnvironment, DoasForm::environment)
                    .text("binary", Doas::withBinary, method -> other("doas", method.binary())),
            command(new Syntax<Exec, ExecForm>("exec", ExecForm.class, MethodTable::words, MethodTable::line)),
            Syntax.<DetachedForm, DetachedForm>of(
                            "detached", DetachedForm.class, DetachedForm::named, DetachedForm::name)
                    .duration("timeout", DetachedForm::withTimeout, method -> Syntax.changed(method.timeout())));

    private static final List<Syntax<?, ?>> ALL =
            Stream.concat(OWN.stream(), ContainerTable.ALL.stream()).toList();

    private MethodTable() {}

    /** The one with this name, or null. */
    static Syntax<?, ?> named(String name) {
        return ALL.stream().filter(each -> each.name.equals(name)).findFirst().orElse(null);
    }

    static String names() {
        return ALL.stream().map(each -> each.name).collect(Collectors.joining(", "));
    }

    static String print(ConnectionMethod method) {
        for (Syntax<?, ?> each : ALL) {
            String text = each.print(method);
            if (text != null) {
                return text;
            }
        }
        return method.label(); // such as one for tests; it cannot be parsed
    }

    private static <M> M none(String name, SpecText address, M method) {
        if (address.length() > 0) {
            throw address.fault(name + " takes no address", 0);
        }
        return method;
    }

    /** Words with blanks in between; a blank that is written as %20 is part of a word. */
    private static Exec words(SpecText text) {
        List<String> words = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || text.charAt(i) == ' ' && text.plain(i)) {
                if (i > start) {
                    words.add(text.substring(start, i));
                }
                start = i + 1;
            }
        }
        return Exec.exec(words.toArray(new String[0]));
    }

    private static String line(ExecForm method) {
        return method.prefix().stream()
                .map(word -> SpecText.encode(word).replace(" ", "%20"))
                .collect(Collectors.joining(" "));
    }

    private static String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private static Ssh.HostKeys hostKeys(String rule) {
        for (Ssh.HostKeys each : Ssh.HostKeys.values()) {
            if (word(each).equals(rule)) {
                return each;
            }
        }
        throw new IllegalArgumentException("hostkeys is one of "
                + Arrays.stream(Ssh.HostKeys.values()).map(MethodTable::word).collect(Collectors.joining(", ")));
    }

    private static String word(Ssh.HostKeys rule) {
        return rule.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}

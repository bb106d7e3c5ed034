package mitogen.connect;

import static mitogen.connect.Container.buildah;
import static mitogen.connect.Container.docker;
import static mitogen.connect.Container.podman;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import mitogen.ConnectionMethod;
import mitogen.Secret;
import mitogen.connect.Namespaces.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That each option of a method sets what it should, and nothing else: they are components of records by name. */
final class OptionsTest {
    @Test
    void aTimeoutHasItsRange() {
        assertEquals(
                "the timeout is PT0S; it has to be from 1 ms to 24 hours",
                assertThrows(IllegalArgumentException.class, () -> Local.local().withTimeout(Duration.ZERO))
                        .getMessage());
        for (Duration wrong :
                List.of(Duration.ofMillis(-1), Duration.ofHours(25), Duration.ofSeconds(Long.MAX_VALUE))) {
            assertThrows(IllegalArgumentException.class, () -> Ssh.ssh("web1").withTimeout(wrong));
        }
        Local.local().withTimeout(Duration.ofHours(24));
    }

    static List<ConnectionMethod> methods() {
        return List.of(
                Local.local(),
                Exec.exec("x"),
                Ssh.ssh("web1"),
                Sudo.sudo(),
                Su.su(),
                Doas.doas(),
                docker("app"),
                podman("app"),
                buildah("app"),
                Lxc.incus("app"),
                Lxc.lxd("app"),
                Kubectl.kubectl("app"),
                Lxc.lxc("app"),
                Jail.jail("app"),
                Nspawn.directory("/app"),
                Namespaces.nsenter(1),
                Chroot.chroot("/app"),
                Namespaces.unshare(Kind.PID));
    }

    /** Options of its type that the tool of a method does not have. */
    private static String lacking(ConnectionMethod method) {
        if (method instanceof Lxc) {
            return method.equals(Lxc.lxc("app")) ? "withProject|withWorkdir" : "withDirectory";
        }
        return method.equals(buildah("app")) ? "withEngine|withConnection" : "";
    }

    @ParameterizedTest
    @MethodSource("methods")
    void eachOptionChangesOnlyWhatItIsFor(ConnectionMethod method) throws Exception {
        int options = 0;
        for (Method option : method.getClass().getMethods()) {
            if (option.isDefault()
                    && !Modifier.isStatic(option.getModifiers())
                    && !option.isBridge()
                    && (option.getName().startsWith("with") && !option.getName().equals("withoutPassword")
                            || option.getName().equals("asRoot"))
                    && !option.getName().matches(lacking(method))) {
                Object[] values = Arrays.stream(option.getParameterTypes())
                        .map(type -> value(type, option.getName().equals("withOption") ? "--x" : "x"))
                        .toArray();
                Object changed = option.invoke(method, values);
                assertInstanceOf(method.getClass(), changed);
                assertEquals(
                        values.length == 2 && values[0] instanceof Integer ? 2 : 1,
                        differences(method, changed),
                        option::toString);
                options++;
            }
        }
        assertTrue(options >= 2, "the options were not found");
    }

    private static int differences(Object one, Object other) throws ReflectiveOperationException {
        int differences = 0;
        for (RecordComponent component : one.getClass().getRecordComponents()) {
            Method get = component.getAccessor();
            get.setAccessible(true);
            Object before = get.invoke(one);
            differences +=
                    before == null ? get.invoke(other) == null ? 0 : 1 : before.equals(get.invoke(other)) ? 0 : 1;
        }
        return differences;
    }

    private static Object value(Class<?> type, String text) {
        if (type == int.class) {
            return 7;
        }
        if (type == Duration.class) {
            return Duration.ofSeconds(99);
        }
        if (type == Secret.class) {
            return new Secret("x");
        }
        if (type == Kind[].class) {
            return new Kind[] {Kind.UTS};
        }
        if (type == Ssh.HostKeys.class) {
            return Ssh.HostKeys.STRICT;
        }
        return text;
    }

    @Test
    void whatIsNotFitIsRefusedInItsOwnWords() {
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class, () -> Ssh.ssh("web1").withPort(70_000));
        assertEquals("port 70000 is not between 1 and 65535", refused.getMessage());
        assertThrows(NullPointerException.class, () -> Local.local().withTimeout(null));
        assertThrows(IllegalArgumentException.class, () -> buildah("app").withEngine("unix:///x"));
        assertThrows(IllegalArgumentException.class, () -> buildah("app").withConnection("x"));
    }
}

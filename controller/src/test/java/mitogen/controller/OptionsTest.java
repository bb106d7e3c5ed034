package mitogen.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class OptionsTest {
    /** {@code Options.with} copies field by field. This fails when it forgets one. */
    @Test
    void whatWasSetIsKeptWhenMoreIsSet() throws ReflectiveOperationException {
        Options defaults = Options.defaults();
        Options odd = Options.defaults();
        List<Field> fields = new ArrayList<>();
        for (Field each : Options.class.getDeclaredFields()) {
            if (!Modifier.isStatic(each.getModifiers())) {
                each.setAccessible(true);
                each.set(odd, other(each.get(defaults)));
                fields.add(each);
            }
        }
        Method with = Options.class.getDeclaredMethod("with", Consumer.class);
        with.setAccessible(true);
        Object copy = with.invoke(odd, (Consumer<Options>) options -> {});
        for (Field each : fields) {
            assertNotEquals(each.get(defaults), each.get(odd), each.getName());
            assertEquals(each.get(odd), each.get(copy), each.getName());
        }
    }

    /** Any value of the same type that is not the default. */
    private static Object other(Object value) {
        if (value instanceof Boolean flag) {
            return !flag;
        }
        if (value instanceof Integer number) {
            return number + 1;
        }
        return value == null ? Path.of("x") : null;
    }
}

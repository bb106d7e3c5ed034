package mitogen.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Field;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import mitogen.End;
import org.junit.jupiter.api.Test;

class LossTest {
    @Test
    void itsReasonsAreThoseOfEnds() throws Exception {
        List<End.Reason> reasons = List.of(End.Reason.values());
        Set<String> named = new TreeSet<>();
        for (Field constant : Loss.class.getFields()) {
            assertEquals(reasons.get(constant.getInt(null)).name(), constant.getName());
            named.add(constant.getName());
        }
        assertEquals(reasons.size(), named.size(), named::toString);
    }
}

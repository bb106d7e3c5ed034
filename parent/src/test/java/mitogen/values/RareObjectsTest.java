package mitogen.values;

import static mitogen.values.RareCodec.assertRefused;
import static mitogen.values.RareCodec.copy;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What compilers of other languages make of classes that are values travels as such. */
@Timeout(30)
final class RareObjectsTest {
    /** As the compiler of Kotlin makes of {@code data class Page(val number: Int, val tags: List<String>)}. */
    @kotlin.Metadata
    static final class Page {
        private final int number;
        private final List<String> tags;

        Page(int number, List<String> tags) {
            this.number = number;
            this.tags = tags;
        }

        public int component1() {
            return number;
        }

        public List<String> component2() {
            return tags;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Page page && page.number == number && page.tags.equals(tags);
        }

        @Override
        public int hashCode() {
            return number;
        }
    }

    @kotlin.Metadata
    static final class Nothing {
        static final Nothing INSTANCE = new Nothing();
    }

    /** As the compiler of Scala makes of {@code case class Box(content: Any)}. */
    public static final class Box implements scala.Product {
        private final Object content;

        public Box(Object content) {
            this.content = content;
        }

        @Override
        public int productArity() {
            return 1;
        }

        @Override
        public Object productElement(int position) {
            return content;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Box box && box.content.equals(content);
        }

        @Override
        public int hashCode() {
            return content.hashCode();
        }
    }

    @Test
    void dataClassesAndCaseClassesArrive() {
        assertEquals(new Page(1, List.of("a")), copy(new Page(1, List.of("a"))));
        assertSame(Nothing.INSTANCE, copy(Nothing.INSTANCE));
        assertEquals(new Box(new Box(1)), copy(new Box(new Box(1))));
        assertRefused(new Box(new Object()), "part 1 of the " + Box.class.getName() + " is a java.lang.Object");
    }
}

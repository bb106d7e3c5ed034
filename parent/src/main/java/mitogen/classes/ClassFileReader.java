package mitogen.classes;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads a class file once, from its beginning to its end. A fresh JVM reads hundreds of them at once: so all of this is
 * plain array access, in small methods. With a {@code ByteBuffer}, its compilers took seconds for the loop over the
 * instructions, and what else was to be compiled waited. What is damaged throws an {@link IndexOutOfBoundsException}.
 */
final class ClassFileReader {
    /** Lengths of the instructions from 0 on: those not told here have one byte. */
    private static final byte[] LENGTHS = new byte[256];

    /** How many bytes of each instruction are the constant that it uses. */
    private static final byte[] CONSTANTS = new byte[256];

    static {
        int[][] longer = {
            {2, 16},
            {3, 17},
            {2, 18},
            {3, 19, 20},
            {2, 21, 22, 23, 24, 25},
            {2, 54, 55, 56, 57, 58},
            {3, 132},
            {3, 153, 154, 155, 156, 157, 158, 159, 160, 161, 162, 163, 164, 165, 166, 167, 168},
            {2, 169},
            {3, 178, 179, 180, 181, 182, 183, 184},
            {5, 185, 186},
            {3, 187},
            {2, 188},
            {3, 189},
            {3, 192, 193},
            {4, 197},
            {3, 198, 199},
            {5, 200, 201}
        };
        int[] users = {19, 20, 178, 179, 180, 181, 182, 183, 184, 185, 186, 187, 189, 192, 193, 197};
        java.util.Arrays.fill(LENGTHS, (byte) 1);
        for (int[] codes : longer) {
            for (int i = 1; i < codes.length; i++) {
                LENGTHS[codes[i]] = (byte) codes[0];
            }
        }
        for (int code : users) {
            CONSTANTS[code] = 2;
        }
        CONSTANTS[18] = 1;
    }

    private static final int TABLE_SWITCH = 170;
    private static final int LOOKUP_SWITCH = 171;
    private static final int WIDE = 196;
    private static final int WIDE_INC = 132;

    /** The name of a class. */
    private static final class Name {
        final String text;
        int user; // the last method that has it

        Name(String text) {
            this.text = text;
        }
    }

    /** What a constant stands for: classes, a member of this class, or null, and what more constants stand for. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    private record Meaning(List<Name> names, String own, int[] constants) {}

    private static final int[] NO_CONSTANTS = {};

    private final byte[] bytes;
    private int at;
    private final int[] constants; // where each is, past its tag
    private final String[] texts; // by constant, as far as they were needed
    private final Meaning[] meanings; // by constant, the same
    private final Map<String, Name> names = new HashMap<>();
    private final int[] users; // the last method that used each constant, counted from 1 on
    private final int[] used; // the constants of this method that are not looked at yet
    private int uses;
    private String internalName;
    private int bootstrapMethods; // where their attribute is, 0 if there is none
    private ClassFile.Method method; // whose code is read
    private int user; // its number

    /** Reads up to the constants. */
    ClassFileReader(byte[] bytes) {
        this.bytes = bytes;
        at = 8; // past the version
        constants = constants();
        texts = new String[constants.length];
        meanings = new Meaning[constants.length];
        users = new int[constants.length];
        used = new int[constants.length];
    }

    /** Reads up to the fields. Adds superclass and interfaces, and gives the name of the class. */
    String begin(List<String> supers) {
        skip(2);
        int self = number();
        internalName = text(number(constants[self]));
        int superclass = number();
        if (superclass != 0) {
            supers.add(className(superclass));
        }
        for (int left = number(); left > 0; left--) {
            supers.add(className(number()));
        }
        return internalName.replace('/', '.');
    }

    /** Adds the types of the fields. */
    void readFields(Set<String> types) {
        for (int left = number(); left > 0; left--) {
            skip(4);
            names(text(number())).forEach(name -> types.add(name.text));
            for (int attributes = number(); attributes > 0; attributes--) {
                skip(2);
                skip(integer());
            }
        }
    }

    /** Adds the methods, and reads up to the end. */
    void readMethods(Map<String, ClassFile.Method> methods, List<ClassFile.Method> order) {
        int count = number();
        int[] descriptors = new int[count];
        int[] codes = new int[count]; // where they are, or 0
        for (int i = 0; i < count; i++) {
            skip(2);
            String member = text(number());
            descriptors[i] = number();
            codes[i] = attribute("Code");
            ClassFile.Method read = new ClassFile.Method(member.equals("<clinit>"));
            methods.put(member.concat(text(descriptors[i])), read);
            order.add(read);
        }
        bootstrapMethods = attribute("BootstrapMethods");
        for (int i = 0; i < count; i++) {
            method = order.get(i);
            user = i + 1;
            use(descriptors[i]);
            if (codes[i] != 0) {
                readCode(codes[i]);
            }
            addUsed();
        }
    }

    /** Skips attributes; gives where one of them is, or 0. */
    private int attribute(String name) {
        int place = 0;
        for (int left = number(); left > 0; left--) {
            boolean found = text(number()).equals(name);
            int length = integer();
            if (found) {
                place = at;
            }
            skip(length);
        }
        return place;
    }

    private int number() {
        int number = number(at);
        at += 2;
        return number;
    }

    private int number(int place) {
        return (bytes[place] & 0xff) << 8 | bytes[place + 1] & 0xff;
    }

    private int integer() {
        int high = number();
        return high << 16 | number();
    }

    private void skip(long length) {
        if (length < 0 || length > bytes.length - at) {
            throw new IndexOutOfBoundsException();
        }
        at += (int) length;
    }

    private int[] constants() {
        int[] places = new int[number()];
        for (int i = 1; i < places.length; i++) {
            int tag = bytes[at];
            skip(1);
            places[i] = at;
            switch (tag) {
                case 1 -> skip(number());
                case 3, 4, 9, 10, 11, 12, 17, 18 -> skip(4);
                case 5, 6 -> {
                    skip(8);
                    i++;
                }
                case 7, 8, 16, 19, 20 -> skip(2);
                case 15 -> skip(3);
                default -> throw new IllegalArgumentException("this class file has a constant of unknown kind " + tag);
            }
        }
        return places;
    }

    private String text(int constant) {
        String text = texts[constant];
        if (text == null) {
            int place = constants[constant];
            // Modified UTF-8 differs in characters that no class that travels has in its name.
            text = new String(bytes, place + 2, number(place), StandardCharsets.UTF_8);
            texts[constant] = text;
        }
        return text;
    }

    private String className(int constant) {
        return text(number(constants[constant])).replace('/', '.');
    }

    private void readCode(int place) {
        at = place + 4;
        int length = integer();
        int start = at;
        skip(length);
        int end = at;
        at = start;
        while (at < end) {
            readInstruction(start);
        }
        at = end;
        for (int left = number(); left > 0; left--) { // what is caught
            skip(6);
            use(number());
        }
    }

    private void readInstruction(int start) {
        int code = bytes[at] & 0xff;
        if (CONSTANTS[code] != 0) {
            use(CONSTANTS[code] == 1 ? bytes[at + 1] & 0xff : number(at + 1));
        }
        if (code == TABLE_SWITCH || code == LOOKUP_SWITCH || code == WIDE) {
            skipLong(code, start);
        } else {
            at += LENGTHS[code];
        }
    }

    private void skipLong(int code, int start) {
        int place = at;
        if (code == WIDE) {
            skip((bytes[place + 1] & 0xff) == WIDE_INC ? 6 : 4);
            return;
        }
        at = start + (place - start + 4 & ~3) + 4; // padded; past the default
        long first = integer();
        skip(code == TABLE_SWITCH ? 4 * (integer() - first + 1) : 8 * first);
    }

    /** Notes what the method uses, unless it is noted already, as most of it is. */
    private void use(int constant) {
        if (constant != 0 && users[constant] != user) {
            users[constant] = user;
            used[uses++] = constant;
        }
    }

    private void addUsed() {
        for (int i = 0; i < uses; i++) {
            add(used[i]);
        }
        uses = 0;
    }

    /** Adds what a constant stands for that the method uses. */
    private void add(int constant) {
        Meaning meaning = meanings[constant];
        if (meaning == null) {
            meaning = meaning(constant);
            meanings[constant] = meaning;
        }
        for (int i = 0; i < meaning.names.size(); i++) {
            Name name = meaning.names.get(i);
            if (name.user != user) {
                name.user = user;
                method.names.add(name.text);
            }
        }
        if (meaning.own != null) {
            method.own.add(meaning.own);
        }
        for (int each : meaning.constants) {
            use(each);
        }
    }

    private Meaning meaning(int constant) {
        int place = constants[constant];
        String types = "";
        String own = null;
        int[] more = NO_CONSTANTS;
        switch (bytes[place - 1]) {
            case 1 -> types = text(constant);
            case 7 -> types = type(number(place));
            case 9, 10, 11 -> {
                int owner = number(constants[number(place)]);
                int nameAndType = constants[number(place + 2)];
                String descriptor = text(number(nameAndType + 2));
                types = type(owner).concat(descriptor);
                if (text(owner).equals(internalName)) {
                    own = text(number(nameAndType)).concat(descriptor);
                }
            }
            case 15 -> more = new int[] {number(place + 1)};
            case 16 -> more = new int[] {number(place)};
            case 17, 18 -> more = bootstrap(number(place), constants[number(place + 2)]);
            default -> {
                // a number or a text
            }
        }
        return new Meaning(names(types), own, more);
    }

    /** What a constant has that is a class, as a descriptor. */
    private String type(int constant) {
        String text = text(constant);
        return text.startsWith("[") ? text : "L".concat(text).concat(";");
    }

    private int[] bootstrap(int index, int nameAndType) {
        int place = bootstrapMethods + 2;
        for (int i = 0; i < index; i++) {
            place += 4 + 2 * number(place + 2);
        }
        int[] more = new int[2 + number(place + 2)];
        more[0] = number(nameAndType + 2);
        more[1] = number(place);
        for (int i = 2; i < more.length; i++) {
            more[i] = number(place + 2 * i);
        }
        return more;
    }

    /** Those in descriptors. */
    private List<Name> names(String descriptors) {
        List<Name> found = new ArrayList<>(2);
        for (int at = descriptors.indexOf('L'); at >= 0; at = descriptors.indexOf('L', at)) {
            int end = descriptors.indexOf(';', at);
            if (end < 0) {
                break;
            }
            String name = descriptors.substring(at + 1, end).replace('/', '.');
            found.add(names.computeIfAbsent(name, Name::new));
            at = end;
        }
        return found;
    }
}

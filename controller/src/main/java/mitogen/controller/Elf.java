package mitogen.controller;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * What the beginning of a Linux program tells of where it runs.
 *
 * @param machine as {@code uname -m} prints it, or a number if it is none of the usual ones
 * @param musl whether its C library is musl
 */
record Elf(String machine, boolean musl) {
    /** How many bytes it takes to tell. */
    static final int ENOUGH = 8192;

    private static final int PT_INTERP = 3;

    /** Of a program's first bytes; null if that is no Linux program. */
    static Elf of(byte[] start) {
        if (start.length < 64 || start[0] != 0x7f || start[1] != 'E' || start[2] != 'L' || start[3] != 'F') {
            return null;
        }
        ByteBuffer elf = ByteBuffer.wrap(start).order(start[5] == 2 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        int number = Short.toUnsignedInt(elf.getShort(18));
        String machine = switch (number) {
            case 62 -> "x86_64";
            case 183 -> "aarch64";
            case 243 -> "riscv64";
            case 21 -> elf.order() == ByteOrder.BIG_ENDIAN ? "ppc64" : "ppc64le";
            case 22 -> "s390x";
            default -> "machine " + number;
        };
        return new Elf(machine, start[4] == 2 && interpreter(start, elf).contains("musl"));
    }

    /** The loader that it names, which is the C library's. */
    private static String interpreter(byte[] start, ByteBuffer elf) {
        long table = elf.getLong(32);
        int size = Short.toUnsignedInt(elf.getShort(54));
        for (int i = Short.toUnsignedInt(elf.getShort(56)); i > 0; i--) {
            if (table < 0 || table + 56 > elf.limit()) {
                return "";
            }
            int at = (int) table;
            long begin = elf.getLong(at + 8);
            long length = elf.getLong(at + 32);
            if (elf.getInt(at) == PT_INTERP && begin > 0 && length > 0 && begin + length <= elf.limit()) {
                return new String(start, (int) begin, (int) length, StandardCharsets.ISO_8859_1);
            }
            table += size;
        }
        return "";
    }
}

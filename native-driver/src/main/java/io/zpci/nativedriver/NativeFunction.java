package io.zpci.nativedriver;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The method calls this C function of the driver; see {@link NativeDriver#as}.
 *
 * <p>Types: {@code boolean} is bool, {@code byte} u8 or s8, {@code short} s16, {@code char} u16,
 * {@code int} u32, s32, int or an enum, {@code long} u64, s64, size_t or dma_addr_t, all of them
 * values; {@code MemorySegment} is a pointer; {@code long} with {@link StorageAddress} is a pointer
 * to the guest's storage; {@code void} only as result.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface NativeFunction {
  /** The function's name in C. */
  String value();
}

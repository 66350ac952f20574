package io.zpci.fault;

import io.zpci.trace.Operation;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which accesses a fault is about.
 *
 * @param operations of which kind
 * @param space in which space; {@link #ANY} for any
 * @param from the lowest offset at which one starts
 * @param to the highest
 * @param shortest bytes
 * @param longest bytes
 * @param what what else holds of it; null for nothing
 */
record AccessCondition(
    Set<Operation> operations,
    int space,
    long from,
    long to,
    int shortest,
    int longest,
    @Nullable Predicate<PortAccess> what) {
  static final int ANY = -1;

  AccessCondition {
    operations = EnumSet.copyOf(operations);
  }

  boolean test(PortAccess access) {
    int length = access.length();
    long offset = access.offset();
    return operations.contains(access.operation())
        && (space == ANY || space == access.space())
        && offset >= from
        && offset <= to
        && length >= shortest
        && length <= longest
        && (what == null || what.test(access));
  }
}

package io.zpci.serve;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One function of a session.
 *
 * @param name how output and recordings name it: a, b and so on
 * @param number from 1, in the order of the sockets
 * @param path where a VMM connects; absolute
 * @param gid its GID; 0 where it is no ISM function
 * @param way how its blocks come
 * @param blocksAt the gdbstub's or the plugin's socket; null where neither is used
 * @param handle its handle in the guest; null where it is the guest's only one
 */
public record PlannedFunction(
    String name,
    int number,
    Path path,
    long gid,
    BlockWay way,
    @Nullable Path blocksAt,
    @Nullable Integer handle) {}

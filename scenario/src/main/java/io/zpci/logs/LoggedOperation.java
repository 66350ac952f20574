package io.zpci.logs;

import io.zpci.workload.Issued;
import org.jspecify.annotations.Nullable;

/**
 * A guest's operation that a log shows, in a form that can be issued again.
 *
 * @param place where the log shows it
 * @param issued what to issue
 * @param refused whether the log says that it was refused
 * @param told what the log says the guest was told, as {@link
 *     io.zpci.verdict.GuestResult#describe}; null where it says only that it was refused
 * @param loaded of a load, what it gave, in hex; null where the log does not say
 */
public record LoggedOperation(
    Place place, Issued issued, boolean refused, @Nullable String told, @Nullable String loaded) {}

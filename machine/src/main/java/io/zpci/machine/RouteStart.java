package io.zpci.machine;

import org.jspecify.annotations.Nullable;

/**
 * A route that a run begins on.
 *
 * @param route by name
 * @param stack the versions and switches
 * @param plug what the VMM says when the function is plugged; null without a VMM
 * @param unavailable why the route cannot be taken; null where it can
 */
public record RouteStart(
    String route, Stack stack, @Nullable String plug, @Nullable String unavailable) {}

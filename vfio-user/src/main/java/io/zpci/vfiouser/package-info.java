/**
 * The vfio-user protocol. Source: spec passthrough f; QEMU 11.1 {@code docs/interop/vfio-user.rst}.
 */
@NullMarked
package io.zpci.vfiouser;

import org.jspecify.annotations.NullMarked;

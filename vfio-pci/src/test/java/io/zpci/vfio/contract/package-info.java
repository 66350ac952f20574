/** Contracts of {@link io.zpci.vfio.VfioDevice} and {@link io.zpci.vfio.RegionAccess}. */
@NullMarked
package io.zpci.vfio.contract;

import org.jspecify.annotations.NullMarked;

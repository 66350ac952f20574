/** Contract of {@link io.zpci.guest.PciDev}. */
@NullMarked
package io.zpci.guest.contract;

import org.jspecify.annotations.NullMarked;

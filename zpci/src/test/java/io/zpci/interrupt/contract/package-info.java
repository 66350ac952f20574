/** Contract of {@link io.zpci.interrupt.AdapterInterruption}. */
@NullMarked
package io.zpci.interrupt.contract;

import org.jspecify.annotations.NullMarked;

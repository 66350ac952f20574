/** Contract of {@link io.zpci.storage.InterlockedStorage}. */
@NullMarked
package io.zpci.storage.contract;

import org.jspecify.annotations.NullMarked;

# SPDX-License-Identifier: BSD-3-Clause
VEHICLE_TEST := $(BUILD)/apps/test/vehicle
VEHICLE_SRC := $(addprefix apps/vehicle/,server.c property.c nmea.c test/test_vehicle.c)

$(VEHICLE_TEST): $(VEHICLE_SRC) $(wildcard apps/vehicle/*.h) abi/bulkhead/vehicle.h
	@mkdir -p $(@D)
	$(QUIET)$(HOSTCC) -std=c11 $(WARNINGS) -O1 -g $(SANITIZE) -Iabi -Iskiff/lib/virtio-mmio/include -Iskiff/lib/virtqueue/include $(VEHICLE_SRC) -lcmocka -o $@

TESTS += test-vehicle
.PHONY: test-vehicle
test-vehicle: $(VEHICLE_TEST) ## the server of a vehicle's properties: packets of a hostile client
	$(QUIET)tests/kit/units.sh $<

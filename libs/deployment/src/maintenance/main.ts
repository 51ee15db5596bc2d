// The maintenance job: the record's partitions prepared, and what has had its time deleted; then it ends.
import '@trunkline/event-store/retention/main';

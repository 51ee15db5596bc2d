// The ledger in memory keeps the port's promises.
import { admissionLedgerContract } from '../../ports/admission-ledger.contract';
import { MemoryAdmissionLedger } from './memory-admission-ledger';

admissionLedgerContract('MemoryAdmissionLedger', () => new MemoryAdmissionLedger());

/** What is walked: everything in which two act on the same message, or on the same hold, at the same instant. */
import { deliveryScenarios } from './walk-scenarios-delivery.ts';
import { holdScenarios } from './walk-scenarios-hold.ts';
import { parkedScenarios } from './walk-scenarios-parked.ts';

export const walkScenarios = [...deliveryScenarios, ...holdScenarios, ...parkedScenarios] as const;

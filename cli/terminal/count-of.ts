/** `1 message`, `2 messages`: the words of alerts and of commands are the same. */
export { countOf } from '../../shared/alert/describe-alert.ts';
